// Pushes to the proxy by prometheus-cpp: client ACTION PAYLOAD, the rest from the environment (see ../README.md).
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/gateway.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/summary.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

using namespace prometheus;

// snippet:start
// host: "https://example.org"; port: "443/prod", with the stage behind it
int PushBackup(const std::string& host, const std::string& port, const std::string& client,
               const std::string& token, const std::string& instance) {
  auto registry = std::make_shared<prometheus::Registry>();
  prometheus::BuildGauge()
      .Name("backup_duration_seconds")
      .Help("Time that the last backup took")
      .Register(*registry)
      .Add({})
      .Set(42.5);
  prometheus::Gateway gateway(host, port, "nightly-backup", {{"instance", instance}}, client, token);
  gateway.RegisterCollectable(registry);
  return gateway.PushAdd();  // the one that replaces the group: it sends PUT, and Push() sends POST
}
// snippet:end

static std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

static void FillWithTypes(Registry& registry) {
  BuildGauge().Name("demo_temperature_celsius").Help("A gauge.").Register(registry).Add({{"room", "kitchen"}}).Set(21.5);
  BuildCounter().Name("demo_requests_total").Help("A counter.").Register(registry).Add({{"code", "200"}}).Increment(3);
  auto& latency = BuildHistogram().Name("demo_latency_seconds").Help("A histogram.").Register(registry).Add(
      {}, Histogram::BucketBoundaries{0.125, 1});
  for (double seconds : {0.0625, 0.5, 5.0}) latency.Observe(seconds);
  auto& size = BuildSummary().Name("demo_size_bytes").Help("A summary.").Register(registry).Add(
      {}, Summary::Quantiles{{0.5, 0.05}});
  size.Observe(100);
  size.Observe(100);
}

static std::shared_ptr<Registry> Fill(const std::string& payload) {
  auto registry = std::make_shared<Registry>();
  if (payload == "types") {
    FillWithTypes(*registry);
  } else if (payload == "conflict") {
    BuildCounter().Name("demo_conflict_total").Help("A counter here.").Register(*registry).Add({}).Increment();
  } else if (payload == "reserved") {
    BuildGauge().Name("up").Help("A gauge.").Register(*registry).Add({}).Set(1);
  } else if (payload == "other") {
    BuildGauge().Name("demo_other").Help("A gauge.").Register(*registry).Add({}).Set(3);
  } else {
    BuildGauge().Name("demo_extra").Help("A gauge.").Register(*registry).Add({}).Set(2);
  }
  return registry;
}

static int Run(const std::string& action, const std::string& payload) {
  const auto url = Variable("PROXY_URL");
  const auto colon = url.rfind(':');
  const auto host = url.substr(0, colon), port = url.substr(colon + 1);
  const auto client = Variable("PROXY_CLIENT"), token = Variable("PROXY_TOKEN");
  if (action == "snippet") return PushBackup(host, port, client, token, Variable("PROXY_VALUE"));
  const auto labels = std::getenv("PROXY_LABEL") == nullptr
                          ? Labels{}
                          : Labels{{Variable("PROXY_LABEL"), Variable("PROXY_VALUE")}};
  const auto registry = Fill(payload);
  Gateway gateway(host, port, Variable("PROXY_JOB"), labels, client, token);
  gateway.RegisterCollectable(registry);
  if (action == "push") return gateway.Push();
  return action == "pushadd" ? gateway.PushAdd() : gateway.Delete();
}

int main(int, char** arguments) {
  const int status = Run(arguments[1], arguments[2]);
  // All that the library reports is a number: the status, or -1 when there is no answer.
  const bool is_ok = status >= 200 && status < 300;
  std::cout << "\n{\"ok\":" << (is_ok ? "true" : "false") << ",\"error\":\"returned " << status << "\"}\n";
}
