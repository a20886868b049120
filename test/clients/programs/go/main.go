// Pushes to the proxy by client_golang: main ACTION PAYLOAD, the rest from the environment (see ../README.md).
package main

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

// snippet:start
func pushBackup(url, client, token, instance string) error {
	duration := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "backup_duration_seconds",
		Help: "Time that the last backup took",
	})
	duration.Set(42.5)
	return push.New(url, "nightly-backup").
		Grouping("instance", instance).
		BasicAuth(client, token).
		Collector(duration).
		Push()
}

// snippet:end

func main() {
	var err error
	switch action := os.Args[1]; action {
	case "snippet":
		err = pushBackup(os.Getenv("PROXY_URL"), os.Getenv("PROXY_CLIENT"), os.Getenv("PROXY_TOKEN"), os.Getenv("PROXY_VALUE"))
	case "push":
		err = newPusher(os.Args[2]).Push()
	case "pushadd":
		err = newPusher(os.Args[2]).Add()
	case "delete":
		err = newPusher(os.Args[2]).Delete()
	}
	report(err)
}

func newPusher(payload string) *push.Pusher {
	pusher := push.New(os.Getenv("PROXY_URL"), os.Getenv("PROXY_JOB")).Gatherer(gather(payload))
	if label, isGrouped := os.LookupEnv("PROXY_LABEL"); isGrouped {
		pusher.Grouping(label, os.Getenv("PROXY_VALUE"))
	}
	client, token := os.Getenv("PROXY_CLIENT"), os.Getenv("PROXY_TOKEN")
	if os.Getenv("PROXY_SCHEME") == "bearer" {
		return pusher.Client(withHeader{"Authorization", "Bearer " + client + "." + token})
	}
	if payload == "encoded" {
		pusher.Client(withHeader{"Content-Encoding", "br"})
	}
	return pusher.BasicAuth(client, token)
}

// withHeader is a client that adds a header to every request; newer versions of the library have Pusher.Header for it.
type withHeader struct{ name, value string }

func (header withHeader) Do(request *http.Request) (*http.Response, error) {
	request.Header.Set(header.name, header.value)
	return http.DefaultClient.Do(request)
}

func gather(payload string) prometheus.Gatherer {
	registry := prometheus.NewRegistry()
	switch payload {
	case "types":
		registry.MustRegister(everyType()...)
	case "conflict":
		conflict := prometheus.NewCounter(prometheus.CounterOpts{Name: "demo_conflict_total", Help: "A counter here."})
		conflict.Add(1)
		registry.MustRegister(conflict)
	case "reserved":
		registry.MustRegister(newGauge("up", 1))
	case "other":
		registry.MustRegister(newGauge("demo_other", 3))
	default:
		registry.MustRegister(newGauge("demo_extra", 2))
	}
	return registry
}

func everyType() []prometheus.Collector {
	temperature := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "demo_temperature_celsius", Help: "A gauge."}, []string{"room"})
	temperature.WithLabelValues("kitchen").Set(21.5)
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "demo_requests_total", Help: "A counter."}, []string{"code"})
	requests.WithLabelValues("200").Add(3)
	latency := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "demo_latency_seconds", Help: "A histogram.", Buckets: []float64{0.125, 1},
	})
	for _, seconds := range []float64{0.0625, 0.5, 5} {
		latency.Observe(seconds)
	}
	size := prometheus.NewSummary(prometheus.SummaryOpts{
		Name: "demo_size_bytes", Help: "A summary.", Objectives: map[float64]float64{0.5: 0.05},
	})
	size.Observe(100)
	size.Observe(100)
	untyped := prometheus.NewUntypedFunc(prometheus.UntypedOpts{Name: "demo_untyped", Help: "Untyped."}, func() float64 { return 7 })
	return []prometheus.Collector{temperature, requests, latency, size, untyped}
}

func newGauge(name string, value float64) prometheus.Gauge {
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: "A gauge."})
	gauge.Set(value)
	return gauge
}

func report(err error) {
	outcome := map[string]any{"ok": err == nil}
	if err != nil {
		outcome["error"] = err.Error()
	}
	json.NewEncoder(os.Stdout).Encode(outcome)
}
