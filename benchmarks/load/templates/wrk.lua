-- Says how it went in one line that a program can read. Only `done` is defined: anything else would cost time in every request.
done = function(summary, latency)
    io.write(string.format(
        '\nresult {"requests": %d, "micros": %d, "connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d, "p50": %d, "p99": %d, "p999": %d}\n',
        summary.requests, summary.duration, summary.errors.connect, summary.errors.read, summary.errors.write,
        summary.errors.status, summary.errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
