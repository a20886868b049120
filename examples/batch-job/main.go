// Command batch-job counts the lines of its input, as a report would, and pushes how that went.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

const (
	pushTimeout = 10 * time.Second
	pushTries   = 4
)

var (
	duration = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "batch_job_duration_seconds", Help: "How long the last run took.",
	})
	exitStatus = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "batch_job_exit_status", Help: "Exit status of the last run.",
	})
	lastSuccess = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "batch_job_last_success_timestamp_seconds", Help: "When the job last succeeded.",
	})
	lines = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "report_lines", Help: "Lines of the last report.",
	})
)

func main() {
	registry := prometheus.NewRegistry()
	registry.MustRegister(duration, exitStatus)
	start := time.Now()
	err := run(os.Stdin)
	duration.Set(time.Since(start).Seconds())
	if err != nil {
		fmt.Fprintln(os.Stderr, "batch-job:", err)
		exitStatus.Set(1)
	} else {
		lastSuccess.SetToCurrentTime()
		// Not registered before: a run that failed says nothing of the last success, and Add keeps what it was.
		registry.MustRegister(lastSuccess, lines)
	}
	if err := pushAll(registry); err != nil {
		fmt.Fprintln(os.Stderr, "batch-job: metrics were not pushed:", err)
	}
	// A report is no failure because its metrics could not be pushed.
	if err != nil {
		os.Exit(1)
	}
}

func run(input io.Reader) error {
	count := 0
	for scanner := bufio.NewScanner(input); scanner.Scan(); count++ {
	}
	if count == 0 {
		return errors.New("the input is empty")
	}
	lines.Set(float64(count))
	return nil
}

// pushAll adds to the group monthly-report: POST replaces the families it names and keeps the rest.
func pushAll(registry *prometheus.Registry) error {
	pusher := push.New(os.Getenv("PUSH_URL"), "monthly-report").
		Gatherer(registry).
		BasicAuth(os.Getenv("PUSH_CLIENT"), os.Getenv("PUSH_TOKEN")).
		Client(&http.Client{Timeout: pushTimeout})
	var err error
	for try := range pushTries {
		time.Sleep(time.Duration(try*try) * time.Second)
		if err = pusher.AddContext(context.Background()); err == nil || isFinal(err) {
			return err
		}
	}
	return err
}

// isFinal says whether trying again is of no use: the client gives the status in its text alone.
func isFinal(err error) bool {
	text := err.Error()
	return strings.Contains(text, "unexpected status code 4") && !strings.Contains(text, "status code 429")
}
