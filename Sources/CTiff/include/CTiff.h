#pragma once
#include <stddef.h>
#include <stdint.h>

// Decodes one page of a TIFF in memory, in the layouts that Leptonica does not know: planes apart, CMYK, YCbCr and CIE
// Lab through libtiff's RGBA interface, and colour with 1, 2 or 4 bits a sample, which that one does not know either.
//
// `directory` is the file offset of the page's directory. `gray` has room for width * height bytes, rows top to bottom,
// 0 is black; transparency is laid on white. Returns 0, or -1 when the page cannot be decoded.
int greffe_tiff_gray(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *gray);

// The same page in colour, for copies: `rgb` has room for 3 * width * height bytes, red, green and blue side by side.
// Returns 0, or -1 when libtiff's RGBA interface cannot decode it.
int greffe_tiff_rgb(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *rgb);
