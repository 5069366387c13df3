-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: GET of paths drawn at random from a file, one a line, with a token or "-" for none.
-- wrk ... -s bench/read.lua URL -- PATHS TOKEN

package.path = 'bench/?.lua;' .. package.path
local report = require('report')

local requests = {}

function setup(thread)
    seeds = (seeds or 0) + 1
    thread:set('seed', seeds)
end

function init(args)
    local head = ' HTTP/1.1\r\nHost: ' .. wrk.host .. '\r\n'
    local token = args[2] == '-' and '' or 'Authorization: Bearer ' .. args[2] .. '\r\n'
    math.randomseed(seed)
    for path in io.lines(args[1]) do
        requests[#requests + 1] = 'GET ' .. path .. head .. token .. '\r\n'
    end
end

function request()
    return requests[math.random(1, #requests)]
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end
