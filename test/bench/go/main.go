// Times the parsers of the Prometheus project on the files that it is given: one JSON object a file and parser,
// {"file", "parser", "secondsPerParse", "allocatedBytes"}. Best of several rounds, in processor time.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"google.golang.org/protobuf/encoding/protodelim"
)

type result struct {
	File            string  `json:"file"`
	Parser          string  `json:"parser"`
	SecondsPerParse float64 `json:"secondsPerParse"`
	AllocatedBytes  uint64  `json:"allocatedBytes"`
}

func main() {
	runtime.GOMAXPROCS(1)
	roundMs, err := strconv.Atoi(os.Args[1])
	must(err)
	encoder := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[2:] {
		payload, err := os.ReadFile(file)
		must(err)
		for _, parser := range parsersOf(file, payload) {
			seconds, allocated := measure(parser.parse, time.Duration(roundMs)*time.Millisecond)
			must(encoder.Encode(result{file, parser.name, seconds, allocated}))
		}
	}
}

type parser struct {
	name  string
	parse func()
}

// A file in protobuf cannot be read as text.
func parsersOf(file string, payload []byte) []parser {
	if strings.HasSuffix(file, ".pb") {
		return []parser{{"protodelim", func() { parseDelimited(payload) }}}
	}
	delimited := toDelimited(payload)
	return []parser{
		{"expfmt", func() { parseWithExpfmt(payload) }},
		{"promparser", func() { parseWithPromParser(payload) }},
		{"protodelim", func() { parseDelimited(delimited) }},
	}
}

// Between two readings of the clock, which costs as much as a few lines of a payload; the same in JavaScript.
const parsesAReading = 20

func measure(parse func(), round time.Duration) (seconds float64, allocated uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	parse()
	runtime.ReadMemStats(&after)
	for range 5 {
		start := processorTime()
		parses := 0
		for processorTime()-start < round {
			for range parsesAReading {
				parse()
			}
			parses += parsesAReading
		}
		took := (processorTime() - start).Seconds() / float64(parses)
		if seconds == 0 || took < seconds {
			seconds = took
		}
	}
	return seconds, after.TotalAlloc - before.TotalAlloc
}

// Of all threads, so that neither other processes nor a second core make a difference.
func processorTime() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func parseWithExpfmt(payload []byte) map[string]*dto.MetricFamily {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(payload))
	must(err)
	return families
}

// With labels materialised: as bytes alone they are of no use to anybody.
func parseWithPromParser(payload []byte) {
	parser := textparse.NewPromParser(payload, labels.NewSymbolTable(), false)
	for {
		entry, err := parser.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(err)
		if entry == textparse.EntrySeries {
			var series labels.Labels
			parser.Labels(&series)
			_, _, _ = parser.Series()
		}
	}
}

func toDelimited(payload []byte) []byte {
	var out bytes.Buffer
	for _, family := range parseWithExpfmt(payload) {
		_, err := protodelim.MarshalTo(&out, family)
		must(err)
	}
	return out.Bytes()
}

func parseDelimited(delimited []byte) {
	in := bytes.NewReader(delimited)
	for in.Len() > 0 {
		must(protodelim.UnmarshalFrom(in, &dto.MetricFamily{}))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
