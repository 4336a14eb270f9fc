#include "CEmbedded.h"

// Until when algorithms are believed to be good, so that a program knows without a file beside it.

static const unsigned char algorithms_bytes[] = {
#embed "../../packaging/evidence/algorithms"
};

struct greffe_embedded greffe_embedded_algorithms(void) {
    return (struct greffe_embedded){algorithms_bytes, sizeof algorithms_bytes};
}
