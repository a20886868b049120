// Pushes to the proxy by client_golang: main ACTION PAYLOAD, the rest from the environment (see ../README.md).
package main

import (
	"encoding/json"
	"fmt"
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
	case "details":
		registry.MustRegister(everyDetail()...)
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

// everyDetail has what is in protobuf and not in the text format.
func everyDetail() []prometheus.Collector {
	native := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "demo_native_seconds", Help: "A native histogram.", NativeHistogramBucketFactor: 1.1,
	}, []string{"route"})
	observe(native.WithLabelValues("/a"), -2.5, 0, 1e-9, 0.1, 0.11, 0.9, 0.9, 700)
	observe(native.WithLabelValues("/b"), 3, 4, 5)
	native.WithLabelValues("/none")
	both := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "demo_both_seconds", Help: "A histogram that is both.",
		Buckets: []float64{0.1, 1, 10}, NativeHistogramBucketFactor: 2,
	})
	observe(both, 0.05, 0.5, 0.7, 5, 50)
	custom := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "demo_custom_seconds", Help: "Custom buckets.", Buckets: []float64{-1, 0, 0.3, 7},
	})
	observe(custom, -5, 8, 0.2, 6, -0.5)
	jobs := prometheus.NewCounter(prometheus.CounterOpts{Name: "demo_jobs_total", Help: "A counter."})
	jobs.(prometheus.ExemplarAdder).AddWithExemplar(3, prometheus.Labels{"trace_id": "4bf92f35", "span": "ü"})
	size := prometheus.NewSummary(prometheus.SummaryOpts{
		Name: "demo_size_bytes", Help: "A summary.", Objectives: map[float64]float64{0.5: 0.05},
	})
	size.Observe(100)
	return []prometheus.Collector{native, both, custom, jobs, size}
}

// observe gives every other observation an exemplar.
func observe(histogram prometheus.Observer, values ...float64) {
	for index, value := range values {
		if index%2 == 0 {
			histogram.Observe(value)
		} else {
			labels := prometheus.Labels{"trace_id": fmt.Sprint("trace-", index)}
			histogram.(prometheus.ExemplarObserver).ObserveWithExemplar(value, labels)
		}
	}
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
