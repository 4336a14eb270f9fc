#pragma once
#include <stddef.h>
#include <stdint.h>

// One HTTP or HTTPS request through libcurl, with everything bounded: no redirects, no other schemes, no more bytes
// than asked for, no more time. Made so small because libcurl's own interface is variadic, which Swift cannot call.

struct greffe_http_question {
    const char *url;
    // Sent with POST under this media type; NULL for a GET.
    const char *request_type;
    const uint8_t *body;
    size_t body_count;
    size_t answer_bytes_max;
    long connect_milliseconds_max;
    long milliseconds_max;
};

struct greffe_http_answer {
    // To be given back to greffe_http_forget.
    uint8_t *bytes;
    size_t count;
    long status;
    // Without its parameters, in lower case; empty when there was none.
    char type[80];
    // Why there is no answer; empty when there is one.
    char failure[300];
};

// Blocks until there is an answer or a failure.
void greffe_http_ask(const struct greffe_http_question *question, struct greffe_http_answer *answer);
void greffe_http_forget(struct greffe_http_answer *answer);
