-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: POST .../picture for persons drawn at random from a file of lines "person-id student-identifier".
-- wrk ... -s bench/picture.lua URL -- HOLDERS ORGANISATION TOKEN PICTURE

package.path = 'bench/?.lua;' .. package.path
local holders = require('holders')

local path = '/esc-rest/api/v2/organisations/%s/person/%s/picture'
local organisation

function init(args)
    organisation = holders.begin(args, 'multipart/form-data; boundary=line')
    local picture = assert(io.open(args[4], 'rb')):read('*a')
    wrk.body = '--line\r\nContent-Disposition: form-data; name="file"; filename="me"\r\n\r\n' .. picture .. '\r\n--line--\r\n'
end

function request()
    return wrk.format(nil, path:format(organisation, holders.any()))
end
