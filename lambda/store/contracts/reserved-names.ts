import { exposedNames, type MetricType } from "../../model/exposition.ts";
import type { Meaning } from "../items.ts";

// The names that Pushgateway 1.11.3 and 1.5.1 expose (older ones also have promhttp_*). No client can push them with
// another type. Pushing them with their own type does no harm, and half of all client libraries do it.
const OWN_FAMILIES = {
  counter: [
    "go_memstats_alloc_bytes_total",
    "go_memstats_frees_total",
    "go_memstats_lookups_total",
    "go_memstats_mallocs_total",
    "process_cpu_seconds_total",
    "process_network_receive_bytes_total",
    "process_network_transmit_bytes_total",
    "promhttp_metric_handler_errors_total",
    "promhttp_metric_handler_requests_total",
    "pushgateway_http_requests_total",
  ],
  gauge: [
    "go_gc_gogc_percent",
    "go_gc_gomemlimit_bytes",
    "go_goroutines",
    "go_info",
    "go_memstats_alloc_bytes",
    "go_memstats_buck_hash_sys_bytes",
    "go_memstats_gc_sys_bytes",
    "go_memstats_heap_alloc_bytes",
    "go_memstats_heap_idle_bytes",
    "go_memstats_heap_inuse_bytes",
    "go_memstats_heap_objects",
    "go_memstats_heap_released_bytes",
    "go_memstats_heap_sys_bytes",
    "go_memstats_last_gc_time_seconds",
    "go_memstats_mcache_inuse_bytes",
    "go_memstats_mcache_sys_bytes",
    "go_memstats_mspan_inuse_bytes",
    "go_memstats_mspan_sys_bytes",
    "go_memstats_next_gc_bytes",
    "go_memstats_other_sys_bytes",
    "go_memstats_stack_inuse_bytes",
    "go_memstats_stack_sys_bytes",
    "go_memstats_sys_bytes",
    "go_sched_gomaxprocs_threads",
    "go_threads",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_virtual_memory_bytes",
    "process_virtual_memory_max_bytes",
    "promhttp_metric_handler_requests_in_flight",
    "push_failure_time_seconds",
    "push_time_seconds",
    "pushgateway_build_info",
  ],
  summary: [
    "go_gc_duration_seconds",
    "pushgateway_http_push_duration_seconds",
    "pushgateway_http_push_size_bytes",
  ],
} as const satisfies Partial<Record<MetricType, readonly string[]>>;

/** Every name that the Pushgateway itself exposes, including those with suffixes. */
export const RESERVED_NAMES: ReadonlyMap<string, Meaning> = new Map(
  (Object.entries(OWN_FAMILIES) as [MetricType, readonly string[]][]).flatMap(([type, families]) =>
    families.flatMap((family) => exposedNames(family, type).map((name) => [name, { family, type }] as const)),
  ),
);
