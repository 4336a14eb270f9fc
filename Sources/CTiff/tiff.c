#include "CTiff.h"
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

// A file in memory, as libtiff asks for it.
struct memory_file {
    const uint8_t *bytes;
    toff_t count, position;
};

static tmsize_t read_bytes(thandle_t handle, void *buffer, tmsize_t wanted) {
    struct memory_file *file = handle;
    if (wanted <= 0 || file->position >= file->count) return 0;
    toff_t left = file->count - file->position;
    size_t count = (toff_t)wanted < left ? (size_t)wanted : (size_t)left;
    memcpy(buffer, file->bytes + file->position, count);
    file->position += count;
    return (tmsize_t)count;
}

static tmsize_t write_nothing(thandle_t handle, void *buffer, tmsize_t count) { return -1; }

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    struct memory_file *file = handle;
    if (whence == SEEK_CUR) offset += file->position;
    if (whence == SEEK_END) offset += file->count;
    return file->position = offset;
}

static int close_nothing(thandle_t handle) { return 0; }

static toff_t size(thandle_t handle) { return ((struct memory_file *)handle)->count; }

static int map(thandle_t handle, void **base, toff_t *count) {
    struct memory_file *file = handle;
    *base = (void *)file->bytes;
    *count = file->count;
    return 1;
}

static void unmap_nothing(thandle_t handle, void *base, toff_t count) {}

// BT.601 in 16-bit fixed point, over white where transparent: libtiff multiplies colours by their opacity already.
static uint8_t luminance(uint32_t pixel) {
    uint32_t above = 19595 * TIFFGetR(pixel) + 38470 * TIFFGetG(pixel) + 7471 * TIFFGetB(pixel);
    uint32_t value = (above >> 16) + 255 - TIFFGetA(pixel);
    return value > 255 ? 255 : (uint8_t)value;
}

int greffe_tiff_gray(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *gray) {
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    struct memory_file file = {bytes, count, 0};
    TIFF *tiff = TIFFClientOpen(
        "scan", "r", &file, read_bytes, write_nothing, seek, close_nothing, size, map, unmap_nothing);
    if (!tiff) return -1;
    int status = -1;
    size_t pixels = (size_t)width * height;
    uint32_t *raster = NULL;
    uint32_t widthFound = 0, heightFound = 0;
    if (TIFFSetSubDirectory(tiff, directory) && TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &widthFound)
        && TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &heightFound) && widthFound == width && heightFound == height
        && (raster = malloc(pixels * sizeof *raster))
        && TIFFReadRGBAImageOriented(tiff, width, height, raster, ORIENTATION_TOPLEFT, 1)) {
        for (size_t index = 0; index < pixels; index++) gray[index] = luminance(raster[index]);
        status = 0;
    }
    free(raster);
    TIFFClose(tiff);
    return status;
}
