#include "CEmbedded.h"

// The fonts of our own pages, so that a program writes PDF without a font installed.

static const unsigned char regular_bytes[] = {
#embed "../../fonts/DejaVuSans.ttf"
};
static const unsigned char bold_bytes[] = {
#embed "../../fonts/DejaVuSans-Bold.ttf"
};
static const unsigned char mono_bytes[] = {
#embed "../../fonts/DejaVuSansMono.ttf"
};

struct greffe_embedded greffe_embedded_font_regular(void) {
    return (struct greffe_embedded){regular_bytes, sizeof regular_bytes};
}
struct greffe_embedded greffe_embedded_font_bold(void) {
    return (struct greffe_embedded){bold_bytes, sizeof bold_bytes};
}
struct greffe_embedded greffe_embedded_font_mono(void) {
    return (struct greffe_embedded){mono_bytes, sizeof mono_bytes};
}
