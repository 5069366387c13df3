-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: the public page of cards as browsers ask for it, numbers drawn at random from a file of 37-byte lines.
-- wrk ... -s bench/page.lua URL -- NUMBERS

package.path = 'bench/?.lua;' .. package.path
local report = require('report')

local line = 37
local numbers, count, tail

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
    tail = ' HTTP/1.1\r\nHost: ' .. wrk.host .. '\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: fr\r\nAccept-Encoding: gzip, br\r\n\r\n'
end

function request()
    local at = math.random(0, count - 1) * line
    return 'GET /' .. numbers:sub(at + 1, at + line - 1) .. tail
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end
