#ifndef CBARCODE_H
#define CBARCODE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A QR code or Code 128 found on a page. Longer texts than a separator sheet has are left out.
typedef struct {
    char text[256];
    size_t length;
    int is_qr;
} greffe_barcode;

// Looks for QR codes and Code 128 on a page of eight bits a pixel (0 is black), in any direction. Returns how many were
// found, at most `max`; 0 for anything the library cannot cope with.
size_t greffe_barcodes_read(const uint8_t *pixels, int width, int height, int stride, greffe_barcode *found,
                            size_t max);

#ifdef __cplusplus
}
#endif

#endif
