-- SPDX-License-Identifier: EUPL-1.2
-- What both loads tell at their end, as one line of JSON.

local report = {}

function report.line(summary, latency)
    local errors = summary.errors
    return string.format(
        '{"requests": %d, "seconds": %.6f, "p99_ms": %.3f, "max_ms": %.3f, "failed": %d, "timeouts": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3, latency.max / 1e3,
        errors.connect + errors.read + errors.write + errors.status, errors.timeout)
end

return report
