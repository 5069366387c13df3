/* SPDX-License-Identifier: EUPL-1.2 */
#include "manual/example.h"

#include "http/uri.h"
#include "manual/literal.h"

#include <string.h>

#define JAVA_INDENT "                "

typedef void literal_fn(struct buf *out, const char *text);
typedef void example_fn(struct buf *out, const struct example_call *call);

static bool is_json(const struct example_call *call)
{
    return strcmp(call->media_type, "application/json") == 0;
}

/* Around a literal stands what the language needs. */
static void add_with(struct buf *out, const char *before, literal_fn *literal, const char *text, const char *after)
{
    buf_add_text(out, before);
    literal(out, text);
    buf_add_text(out, after);
}

/* "Name: value" as one literal. */
static void add_header_line(struct buf *out, literal_fn *literal, const char *name, const char *value)
{
    const char *const line = arena_format(out->arena, "%s%s", name, value);
    out->failed = out->failed || line == NULL;
    if (line != NULL) {
        literal(out, line);
    }
}

/* ---- curl ---- */

static void write_curl(struct buf *out, const struct example_call *call)
{
    buf_add_text(out, "curl ");
    if (strcmp(call->method, "GET") != 0) {
        buf_add_format(out, "-X %s ", call->method);
    }
    literal_shell(out, call->url);
    if (call->has_token) {
        buf_add_text(out, " \\\n  -H \"Authorization: Bearer $" EXAMPLE_TOKEN_VARIABLE "\"");
    }
    if (call->accept != NULL) {
        buf_add_text(out, " \\\n  -H ");
        add_header_line(out, literal_shell, "Accept: ", call->accept);
    }
    if (call->file_name != NULL) {
        buf_add_text(out, " \\\n  -F ");
        add_header_line(out, literal_shell, "file=@", call->file_name);
    } else if (call->body != NULL) {
        buf_add_text(out, " \\\n  -H ");
        add_header_line(out, literal_shell, "Content-Type: ", call->media_type);
        buf_add_text(out, is_json(call) ? " \\\n  -d " : " \\\n  --data-binary ");
        literal_shell(out, call->body);
    }
    if (call->save_as != NULL) {
        buf_add_text(out, " \\\n  -o ");
        literal_shell(out, call->save_as);
    }
    buf_add_char(out, '\n');
}

/* ---- Java ---- */

static void add_java_body(struct buf *out, const struct example_call *call)
{
    if (call->file_name != NULL) {
        buf_add_text(out, "BodyPublishers.concat(BodyPublishers.ofString(head), BodyPublishers.ofFile(Path.of(");
        literal_java(out, call->file_name);
        buf_add_text(out, ")), BodyPublishers.ofString(foot))");
    } else if (call->body != NULL) {
        buf_add_text(out, "BodyPublishers.ofString(");
        literal_java_block(out, call->body, JAVA_INDENT);
        buf_add_char(out, ')');
    } else {
        buf_add_text(out, "BodyPublishers.noBody()");
    }
}

static void add_java_form(struct buf *out, const struct example_call *call)
{
    buf_add_text(out,
        "        String boundary = java.util.UUID.randomUUID().toString();\n"
        "        String head = \"--\" + boundary + \"\\r\\nContent-Disposition: form-data; name=\\\"file\\\"; filename=\\\"\" + ");
    literal_java(out, call->file_name);
    buf_add_text(out, " + \"\\\"\\r\\n\\r\\n\";\n        String foot = \"\\r\\n--\" + boundary + \"--\\r\\n\";\n");
}

static void add_java_headers(struct buf *out, const struct example_call *call)
{
    if (call->has_token) {
        buf_add_text(out, "            .header(\"Authorization\", \"Bearer \" + System.getenv(\"" EXAMPLE_TOKEN_VARIABLE "\"))\n");
    }
    if (call->accept != NULL) {
        add_with(out, "            .header(\"Accept\", ", literal_java, call->accept, ")\n");
    }
    if (call->file_name != NULL) {
        buf_add_text(out, "            .header(\"Content-Type\", \"multipart/form-data; boundary=\" + boundary)\n");
    } else if (call->body != NULL) {
        add_with(out, "            .header(\"Content-Type\", ", literal_java, call->media_type, ")\n");
    }
}

static void write_java(struct buf *out, const struct example_call *call)
{
    buf_add_text(out,
        "import java.net.URI;\nimport java.net.http.HttpClient;\nimport java.net.http.HttpRequest;\n"
        "import java.net.http.HttpRequest.BodyPublishers;\nimport java.net.http.HttpResponse.BodyHandlers;\n");
    buf_add_text(out, call->file_name != NULL || call->save_as != NULL ? "import java.nio.file.Path;\n" : "");
    buf_add_text(out, "\nclass Example {\n    public static void main(String[] args) throws Exception {\n");
    if (call->file_name != NULL) {
        add_java_form(out, call);
    }
    add_with(out, "        var request = HttpRequest.newBuilder(URI.create(", literal_java, call->url, "))\n");
    add_java_headers(out, call);
    add_with(out, "            .method(", literal_java, call->method, ", ");
    add_java_body(out, call);
    buf_add_text(out, ")\n            .build();\n        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.");
    if (call->save_as != NULL) {
        add_with(out, "ofFile(Path.of(", literal_java, call->save_as, "))");
    } else {
        buf_add_text(out, "ofString()");
    }
    buf_add_text(out, ");\n        System.out.println(answer.statusCode() + \" \" + answer.body());\n    }\n}\n");
}

/* ---- Python ---- */

static void add_python_body(struct buf *out, const struct example_call *call)
{
    if (call->file_name != NULL) {
        buf_add_text(out, "boundary = uuid.uuid4().hex\nname = ");
        literal_python(out, call->file_name);
        buf_add_text(out,
            "\nhead = f'--{boundary}\\r\\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\\r\\n\\r\\n'\n"
            "with open(name, \"rb\") as file:\n"
            "    request.data = head.encode() + file.read() + f\"\\r\\n--{boundary}--\\r\\n\".encode()\n"
            "request.add_header(\"Content-Type\", f\"multipart/form-data; boundary={boundary}\")\n");
    } else if (call->body != NULL) {
        add_with(out, "request.add_header(\"Content-Type\", ", literal_python, call->media_type, ")\n");
        add_with(out, "request.data = ", literal_python_block, call->body, ".encode()\n");
    }
}

static void write_python(struct buf *out, const struct example_call *call)
{
    buf_add_text(out, call->has_token ? "import os\n" : "");
    buf_add_text(out, "import urllib.error\nimport urllib.request\n");
    buf_add_text(out, call->file_name != NULL ? "import uuid\n" : "");
    add_with(out, "\nrequest = urllib.request.Request(", literal_python, call->url, ", ");
    add_with(out, "method=", literal_python, call->method, ")\n");
    if (call->has_token) {
        buf_add_text(out, "request.add_header(\"Authorization\", \"Bearer \" + os.environ[\"" EXAMPLE_TOKEN_VARIABLE "\"])\n");
    }
    if (call->accept != NULL) {
        add_with(out, "request.add_header(\"Accept\", ", literal_python, call->accept, ")\n");
    }
    add_python_body(out, call);
    buf_add_text(out, "try:\n    with urllib.request.urlopen(request) as answer:\n");
    if (call->save_as != NULL) {
        add_with(out, "        with open(", literal_python, call->save_as, ", \"wb\") as file:\n            file.write(answer.read())\n");
        buf_add_text(out, "        print(answer.status)\n");
    } else {
        buf_add_text(out, "        print(answer.status, answer.read().decode())\n");
    }
    buf_add_text(out, "except urllib.error.HTTPError as refusal:\n    print(refusal.code, refusal.read().decode())\n");
}

/* ---- C# ---- */

static void add_csharp_body(struct buf *out, const struct example_call *call)
{
    if (call->file_name != NULL) {
        add_with(out, "var file = ", literal_csharp, call->file_name, ";\n");
        buf_add_text(out,
            "using var form = new MultipartFormDataContent();\n"
            "form.Add(new ByteArrayContent(File.ReadAllBytes(file)), \"file\", Path.GetFileName(file));\nrequest.Content = form;\n");
    } else if (call->body != NULL) {
        add_with(out, "request.Content = new StringContent(", literal_csharp_block, call->body, ", System.Text.Encoding.UTF8, ");
        literal_csharp(out, call->media_type);
        buf_add_text(out, ");\n");
    }
}

static void write_csharp(struct buf *out, const struct example_call *call)
{
    buf_add_text(out, "using var client = new HttpClient();\n");
    add_with(out, "using var request = new HttpRequestMessage(new HttpMethod(", literal_csharp, call->method, "), ");
    literal_csharp(out, call->url);
    buf_add_text(out, ");\n");
    if (call->has_token) {
        buf_add_text(out,
            "request.Headers.Add(\"Authorization\", \"Bearer \" + Environment.GetEnvironmentVariable(\"" EXAMPLE_TOKEN_VARIABLE "\"));\n");
    }
    if (call->accept != NULL) {
        add_with(out, "request.Headers.Add(\"Accept\", ", literal_csharp, call->accept, ");\n");
    }
    add_csharp_body(out, call);
    buf_add_text(out, "using var answer = await client.SendAsync(request);\n");
    if (call->save_as != NULL) {
        add_with(out, "File.WriteAllBytes(", literal_csharp, call->save_as, ", await answer.Content.ReadAsByteArrayAsync());\n");
        buf_add_text(out, "Console.WriteLine((int)answer.StatusCode);\n");
        return;
    }
    buf_add_text(out, "Console.WriteLine($\"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\");\n");
}

/* ---- PHP ---- */

static void write_php(struct buf *out, const struct example_call *call)
{
    add_with(out, "<?php\n$request = curl_init(", literal_php, call->url, ");\n");
    add_with(out, "curl_setopt_array($request, [\n    CURLOPT_CUSTOMREQUEST => ", literal_php, call->method, ",\n");
    buf_add_text(out, "    CURLOPT_RETURNTRANSFER => true,\n    CURLOPT_HTTPHEADER => [\n");
    if (call->has_token) {
        buf_add_text(out, "        'Authorization: Bearer ' . getenv('" EXAMPLE_TOKEN_VARIABLE "'),\n");
    }
    if (call->accept != NULL) {
        buf_add_text(out, "        ");
        add_header_line(out, literal_php, "Accept: ", call->accept);
        buf_add_text(out, ",\n");
    }
    if (call->body != NULL && call->file_name == NULL) {
        buf_add_text(out, "        ");
        add_header_line(out, literal_php, "Content-Type: ", call->media_type);
        buf_add_text(out, ",\n");
    }
    buf_add_text(out, "    ],\n");
    if (call->file_name != NULL) {
        add_with(out, "    CURLOPT_POSTFIELDS => ['file' => new CURLFile(", literal_php, call->file_name, ")],\n");
    } else if (call->body != NULL) {
        add_with(out, "    CURLOPT_POSTFIELDS => ", literal_php, call->body, ",\n");
    }
    buf_add_text(out, "]);\n$body = curl_exec($request);\n");
    if (call->save_as != NULL) {
        add_with(out, "file_put_contents(", literal_php, call->save_as,
            ", $body);\necho curl_getinfo($request, CURLINFO_RESPONSE_CODE), PHP_EOL;\n");
        return;
    }
    buf_add_text(out, "echo curl_getinfo($request, CURLINFO_RESPONSE_CODE), ' ', $body, PHP_EOL;\n");
}

/* ---- JavaScript ---- */

/* A JSON object is an object of JavaScript as it stands. */
static void add_javascript_body(struct buf *out, const struct example_call *call)
{
    if (call->file_name != NULL) {
        buf_add_text(out, "  body: form,\n");
    } else if (call->body != NULL && is_json(call)) {
        buf_add_format(out, "  body: JSON.stringify(%s),\n", call->body);
    } else if (call->body != NULL) {
        add_with(out, "  body: ", literal_javascript_block, call->body, ",\n");
    }
}

static void add_javascript_form(struct buf *out, const struct example_call *call)
{
    add_with(out,
        "import { readFile } from 'node:fs/promises';\n\nconst form = new FormData();\nform.append('file', new Blob([await readFile(",
        literal_javascript, call->file_name, ")]), ");
    literal_javascript(out, call->file_name);
    buf_add_text(out, ");\n");
}

static void write_javascript(struct buf *out, const struct example_call *call)
{
    if (call->save_as != NULL) {
        buf_add_text(out, "import { writeFile } from 'node:fs/promises';\n\n");
    }
    if (call->file_name != NULL) {
        add_javascript_form(out, call);
    }
    add_with(out, "const answer = await fetch(", literal_javascript, call->url, ", {\n");
    add_with(out, "  method: ", literal_javascript, call->method, ",\n  headers: {\n");
    if (call->has_token) {
        buf_add_text(out, "    Authorization: `Bearer ${process.env." EXAMPLE_TOKEN_VARIABLE "}`,\n");
    }
    if (call->accept != NULL) {
        add_with(out, "    Accept: ", literal_javascript, call->accept, ",\n");
    }
    if (call->body != NULL && call->file_name == NULL) {
        add_with(out, "    'Content-Type': ", literal_javascript, call->media_type, ",\n");
    }
    buf_add_text(out, "  },\n");
    add_javascript_body(out, call);
    buf_add_text(out, "});\n");
    if (call->save_as != NULL) {
        add_with(out, "await writeFile(", literal_javascript, call->save_as,
            ", Buffer.from(await answer.arrayBuffer()));\nconsole.log(answer.status);\n");
        return;
    }
    buf_add_text(out, "console.log(answer.status, await answer.text());\n");
}

/* ---- all ---- */

static const struct {
    const char *name, *key;
    example_fn *write;
} languages[EXAMPLE_LANGUAGE_COUNT] = {
    [EXAMPLE_CURL] = {"curl", "curl", write_curl},
    [EXAMPLE_JAVA] = {"Java", "java", write_java},
    [EXAMPLE_PYTHON] = {"Python", "python", write_python},
    [EXAMPLE_CSHARP] = {"C# 11", "csharp", write_csharp},
    [EXAMPLE_PHP] = {"PHP", "php", write_php},
    [EXAMPLE_JAVASCRIPT] = {"JavaScript", "javascript", write_javascript},
};

const char *example_language_name(enum example_language language)
{
    return languages[language].name;
}

const char *example_language_key(enum example_language language)
{
    return languages[language].key;
}

void example_write(struct buf *out, enum example_language language, const struct example_call *call)
{
    languages[language].write(out, call);
}

static const char *sample_of(const struct manual_operation *operation, struct str name)
{
    for (size_t i = 0; i < operation->param_count; i++) {
        const struct manual_param *const param = &operation->params[i];
        if (strcmp(param->place, "path") == 0 && str_equal(str_of(param->name), name)) {
            return param->sample;
        }
    }
    return NULL;
}

static void add_path(struct buf *out, const struct manual_operation *operation)
{
    struct str rest = str_of(operation->path);
    buf_add_str(out, str_cut(&rest, '{'));
    while (rest.data != NULL) {
        uri_add_encoded(out, str_of(sample_of(operation, str_cut(&rest, '}'))));
        buf_add_str(out, str_cut(&rest, '{'));
    }
}

const char *example_url(struct arena *arena, const struct manual *manual, const struct manual_operation *operation, const char *base)
{
    struct buf out;
    char joint = '?';
    buf_init(&out, arena);
    buf_add_text(&out, base);
    buf_add_text(&out, manual->base_path);
    add_path(&out, operation);
    for (size_t i = 0; i < operation->param_count; i++) {
        const struct manual_param *const param = &operation->params[i];
        if (strcmp(param->place, "query") == 0 && param->sample != NULL) {
            buf_add_format(&out, "%c%s=", joint, param->name);
            uri_add_encoded(&out, str_of(param->sample));
            joint = '&';
        }
    }
    return buf_text(&out);
}

static const char *accept_of(const struct manual_operation *operation)
{
    for (size_t i = 0; i < operation->param_count; i++) {
        if (strcmp(operation->params[i].place, "header") == 0 && strcmp(operation->params[i].name, "Accept") == 0) {
            return operation->params[i].sample;
        }
    }
    return NULL;
}

static const char *file_for(const struct manual_operation *operation)
{
    const char *const type = operation->answers[0].media_type;
    if (type == NULL) {
        return NULL;
    }
    return strcmp(type, "application/octet-stream") == 0 ? "picture.jpg" : strcmp(type, "image/svg+xml") == 0 ? "card.svg" : NULL;
}

struct example_call example_call_of(const struct manual_operation *operation, const char *url)
{
    return (struct example_call){
        .method = operation->method,
        .url = url,
        .has_token = operation->needs_token,
        .accept = accept_of(operation),
        .media_type = operation->body.media_type,
        .body = operation->body.file_name != NULL ? NULL : operation->body.sample,
        .file_name = operation->body.file_name,
        .save_as = file_for(operation),
    };
}
