#pragma once
#include <stddef.h>
#include <stdint.h>

// Decodes one page of a TIFF in memory through libtiff's RGBA interface, which knows every layout the format has: planes
// apart, 1 to 16 bits a sample, CMYK, YCbCr, CIE Lab. Leptonica knows the layouts that scanners make, in less memory.
//
// `directory` is the file offset of the page's directory. `gray` has room for width * height bytes, rows top to bottom,
// 0 is black; transparency is laid on white. Returns 0, or -1 when the page cannot be decoded.
int greffe_tiff_gray(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *gray);
