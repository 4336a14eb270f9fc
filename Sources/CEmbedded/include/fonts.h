#pragma once
#include "workflows.h"
// The fonts of fonts/, as they stand there.

struct greffe_embedded greffe_embedded_font_regular(void);
struct greffe_embedded greffe_embedded_font_bold(void);
struct greffe_embedded greffe_embedded_font_mono(void);
