//! Pushes to the proxy by the prometheus crate: main ACTION PAYLOAD, the rest from the environment (see ../../README.md).
use prometheus::proto::MetricFamily;
use prometheus::{Counter, CounterVec, Gauge, GaugeVec, Histogram, HistogramOpts, Opts, Registry};
use std::collections::HashMap;
use std::env;

// snippet:start
use prometheus::{labels, push_metrics, BasicAuthentication};

fn push_backup(url: &str, client: &str, token: &str, instance: &str) -> prometheus::Result<()> {
    let registry = prometheus::Registry::new();
    let duration = prometheus::Gauge::new("backup_duration_seconds", "Time that the last backup took")?;
    registry.register(Box::new(duration.clone()))?;
    duration.set(42.5);
    let credential = BasicAuthentication { username: client.into(), password: token.into() };
    let grouping = labels! { "instance".to_owned() => instance.to_owned() };
    push_metrics("nightly-backup", grouping, url, registry.gather(), Some(credential))
}
// snippet:end

fn gather(payload: &str) -> prometheus::Result<Vec<MetricFamily>> {
    let registry = Registry::new();
    match payload {
        "types" => {
            let temperature = GaugeVec::new(Opts::new("demo_temperature_celsius", "A gauge."), &["room"])?;
            temperature.with_label_values(&["kitchen"]).set(21.5);
            registry.register(Box::new(temperature))?;
            let requests = CounterVec::new(Opts::new("demo_requests_total", "A counter."), &["code"])?;
            requests.with_label_values(&["200"]).inc_by(3.0);
            registry.register(Box::new(requests))?;
            let options = HistogramOpts::new("demo_latency_seconds", "A histogram.").buckets(vec![0.125, 1.0]);
            let latency = Histogram::with_opts(options)?;
            for seconds in [0.0625, 0.5, 5.0] {
                latency.observe(seconds);
            }
            registry.register(Box::new(latency))?;
        }
        "conflict" => {
            let conflict = Counter::new("demo_conflict_total", "A counter here.")?;
            conflict.inc();
            registry.register(Box::new(conflict))?;
        }
        name => {
            let (name, value) = match name {
                "reserved" => ("up", 1.0),
                "other" => ("demo_other", 3.0),
                _ => ("demo_extra", 2.0),
            };
            let gauge = Gauge::new(name, "A gauge.")?;
            gauge.set(value);
            registry.register(Box::new(gauge))?;
        }
    }
    Ok(registry.gather())
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn run(action: &str, payload: &str) -> prometheus::Result<()> {
    let url = variable("PROXY_URL");
    let (client, token) = (variable("PROXY_CLIENT"), variable("PROXY_TOKEN"));
    if action == "snippet" {
        return push_backup(&url, &client, &token, &variable("PROXY_VALUE"));
    }
    let grouping: HashMap<String, String> =
        env::var("PROXY_LABEL").map(|label| HashMap::from([(label, variable("PROXY_VALUE"))])).unwrap_or_default();
    let credential = Some(BasicAuthentication { username: client, password: token });
    let push = if action == "push" { prometheus::push_metrics } else { prometheus::push_add_metrics };
    push(&variable("PROXY_JOB"), grouping, &url, gather(payload)?, credential)
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match run(&arguments[1], &arguments[2]) {
        Ok(()) => println!("{{\"ok\":true}}"),
        Err(error) => println!("{{\"ok\":false,\"error\":{}}}", to_json(&error.to_string())),
    }
}

fn to_json(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            control if control.is_control() => format!("\\u{:04x}", control as u32),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
