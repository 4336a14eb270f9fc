#include "CHTTP.h"

#include <ctype.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct room {
    struct greffe_http_answer *answer;
    size_t bytes_max;
    int is_full;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t take(char *bytes, size_t size, size_t count, void *into) {
    struct room *room = into;
    size_t more = size * count;
    if (more > room->bytes_max - room->answer->count) {
        room->is_full = 1;
        return 0;
    }
    uint8_t *grown = realloc(room->answer->bytes, room->answer->count + more + 1);
    if (grown == NULL) return 0;
    memcpy(grown + room->answer->count, bytes, more);
    room->answer->bytes = grown;
    room->answer->count += more;
    return more;
}

static void fail(struct greffe_http_answer *answer, const char *why) {
    strncpy(answer->failure, why, sizeof answer->failure - 1);
    answer->failure[sizeof answer->failure - 1] = 0;
}

static void note_type(struct greffe_http_answer *answer, CURL *curl) {
    char *type = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || type == NULL) return;
    size_t place = 0;
    while (type[place] != 0 && type[place] != ';' && type[place] != ' ' && place < sizeof answer->type - 1) {
        answer->type[place] = (char)tolower((unsigned char)type[place]);
        place++;
    }
    answer->type[place] = 0;
}

void greffe_http_ask(const struct greffe_http_question *question, struct greffe_http_answer *answer) {
    memset(answer, 0, sizeof *answer);
    pthread_once(&once, begin);
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        fail(answer, "out of memory");
        return;
    }
    char error[CURL_ERROR_SIZE] = "";
    char header[120];
    struct room room = {answer, question->answer_bytes_max, 0};
    struct curl_slist *headers = NULL;
    int is_set = curl_easy_setopt(curl, CURLOPT_URL, question->url) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, question->connect_milliseconds_max) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, question->milliseconds_max) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)question->answer_bytes_max) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_USERAGENT, "greffe") == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_WRITEDATA, &room) == CURLE_OK;
    if (is_set && question->request_type != NULL) {
        strcpy(header, "Content-Type: ");
        strncat(header, question->request_type, sizeof header - strlen(header) - 1);
        headers = curl_slist_append(headers, header);
        is_set = headers != NULL && curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK
            && curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)question->body) == CURLE_OK
            && curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)question->body_count) == CURLE_OK
            && curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    }
    CURLcode code = is_set ? curl_easy_perform(curl) : CURLE_FAILED_INIT;
    if (room.is_full || code == CURLE_FILESIZE_EXCEEDED) {
        fail(answer, "the answer is too long");
    } else if (code != CURLE_OK) {
        fail(answer, error[0] != 0 ? error : curl_easy_strerror(code));
    } else {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
        note_type(answer, curl);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}

void greffe_http_forget(struct greffe_http_answer *answer) {
    free(answer->bytes);
    answer->bytes = NULL;
    answer->count = 0;
}
