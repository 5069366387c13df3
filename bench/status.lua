-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: GET .../cards/NUMBER/status, numbers drawn at random from a file of 37-byte lines.
-- wrk ... -s bench/status.lua URL -- NUMBERS

package.path = 'bench/?.lua;' .. package.path
local report = require('report')

local line = 37
local numbers, count, head, tail

function setup(thread)
    seeds = (seeds or 0) + 1
    thread:set('seed', seeds)
end

function init(args)
    local file = assert(io.open(args[1], 'rb'))
    numbers = file:read('*a')
    file:close()
    count = math.floor(#numbers / line)
    math.randomseed(seed)
    head = 'GET /esc-rest/api/v2/cards/'
    tail = '/status HTTP/1.1\r\nHost: ' .. wrk.host .. '\r\n\r\n'
end

function request()
    local at = math.random(0, count - 1) * line
    return head .. numbers:sub(at + 1, at + line - 1) .. tail
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end
