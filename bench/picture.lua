-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: POST .../picture for persons drawn at random from a file of lines "person-id student-identifier".
-- wrk ... -s bench/picture.lua URL -- HOLDERS ORGANISATION TOKEN PICTURE

package.path = 'bench/?.lua;' .. package.path
local report = require('report')

local holders = {}
local path = '/esc-rest/api/v2/organisations/%s/person/%s/picture'
local organisation

function setup(thread)
    seeds = (seeds or 0) + 1
    thread:set('seed', seeds)
end

function init(args)
    for row in io.lines(args[1]) do
        holders[#holders + 1] = row:match('^%d+ (.*)$')
    end
    organisation = args[2]
    math.randomseed(seed)
    local picture = assert(io.open(args[4], 'rb')):read('*a')
    wrk.method = 'POST'
    wrk.headers['Authorization'] = 'Bearer ' .. args[3]
    wrk.headers['Content-Type'] = 'multipart/form-data; boundary=line'
    wrk.body = '--line\r\nContent-Disposition: form-data; name="file"; filename="me"\r\n\r\n' .. picture .. '\r\n--line--\r\n'
end

function request()
    return wrk.format(nil, path:format(organisation, holders[math.random(#holders)]))
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end
