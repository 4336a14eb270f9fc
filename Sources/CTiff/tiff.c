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

static int decode_rgba(TIFF *tiff, uint32_t width, uint32_t height, uint8_t *gray) {
    size_t pixels = (size_t)width * height;
    uint32_t *raster = malloc(pixels * sizeof *raster);
    int status = -1;
    if (raster && TIFFReadRGBAImageOriented(tiff, width, height, raster, ORIENTATION_TOPLEFT, 1)) {
        for (size_t index = 0; index < pixels; index++) gray[index] = luminance(raster[index]);
        status = 0;
    }
    free(raster);
    return status;
}

// Red, green and blue of `bits` each, side by side, most significant bit first.
static int decode_shallow_rgb(
    TIFF *tiff, unsigned bits, unsigned samples, uint32_t width, uint32_t height, uint8_t *gray) {
    size_t row_bytes = (size_t)TIFFScanlineSize(tiff);
    if (row_bytes < ((size_t)width * samples * bits + 7) / 8) return -1;
    uint8_t *row = malloc(row_bytes);
    int status = row ? 0 : -1;
    unsigned most = (1u << bits) - 1;
    for (uint32_t y = 0; status == 0 && y < height; y++) {
        if (TIFFReadScanline(tiff, row, y, 0) < 0) {
            status = -1;
            break;
        }
        for (uint32_t x = 0; x < width; x++) {
            uint32_t colour[3];
            for (unsigned sample = 0; sample < 3; sample++) {
                size_t bit = ((size_t)x * samples + sample) * bits;
                colour[sample] = (row[bit / 8] >> (8 - bits - bit % 8) & most) * 255 / most;
            }
            gray[(size_t)y * width + x] = luminance(colour[0] | colour[1] << 8 | colour[2] << 16 | 0xff000000u);
        }
    }
    free(row);
    return status;
}

static TIFF *open_memory(struct memory_file *file) {
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    return TIFFClientOpen(
        "scan", "r", file, read_bytes, write_nothing, seek, close_nothing, size, map, unmap_nothing);
}

// Whether the page at a directory is there and as large as said.
static int select_page(TIFF *tiff, uint64_t directory, uint32_t width, uint32_t height) {
    uint32_t width_found = 0, height_found = 0;
    return TIFFSetSubDirectory(tiff, directory) && TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width_found)
        && TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height_found) && width_found == width && height_found == height;
}

int greffe_tiff_rgb(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *rgb) {
    struct memory_file file = {bytes, count, 0};
    TIFF *tiff = open_memory(&file);
    if (!tiff) return -1;
    size_t pixels = (size_t)width * height;
    uint32_t *raster = malloc(pixels * sizeof *raster);
    int status = -1;
    if (raster && select_page(tiff, directory, width, height)
        && TIFFReadRGBAImageOriented(tiff, width, height, raster, ORIENTATION_TOPLEFT, 1)) {
        for (size_t index = 0; index < pixels; index++) {
            // Colours are multiplied by their opacity already; what is left is paper.
            uint32_t paper = 255 - TIFFGetA(raster[index]);
            uint32_t colour[3] = {TIFFGetR(raster[index]), TIFFGetG(raster[index]), TIFFGetB(raster[index])};
            for (unsigned sample = 0; sample < 3; sample++) {
                uint32_t value = colour[sample] + paper;
                rgb[3 * index + sample] = value > 255 ? 255 : (uint8_t)value;
            }
        }
        status = 0;
    }
    free(raster);
    TIFFClose(tiff);
    return status;
}

int greffe_tiff_gray(
    const uint8_t *bytes, size_t count, uint64_t directory, uint32_t width, uint32_t height, uint8_t *gray) {
    struct memory_file file = {bytes, count, 0};
    TIFF *tiff = open_memory(&file);
    if (!tiff) return -1;
    int status = -1;
    uint16_t bits = 1, samples = 1, photometric = 0, planes = PLANARCONFIG_CONTIG;
    if (select_page(tiff, directory, width, height)) {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
        TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
        int is_shallow = photometric == PHOTOMETRIC_RGB && planes == PLANARCONFIG_CONTIG && samples >= 3
            && (bits == 1 || bits == 2 || bits == 4) && !TIFFIsTiled(tiff);
        status = is_shallow ? decode_shallow_rgb(tiff, bits, samples, width, height, gray)
                            : decode_rgba(tiff, width, height, gray);
    }
    TIFFClose(tiff);
    return status;
}
