#include "CBarcode.h"

// The library prints a note while compiling unless told which string type is wanted.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <cstring>
#include <string>
#include <utility>

using namespace ZXing;

static Results read(const ImageView &image, BarcodeFormat format, uint8_t max)
{
    DecodeHints hints;
    hints.setFormats(format);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    hints.setTryDownscale(true);
    hints.setMaxNumberOfSymbols(max);
    return ReadBarcodes(image, hints);
}

size_t greffe_barcodes_read(const uint8_t *pixels, int width, int height, int stride, greffe_barcode *found, size_t max)
{
    // No exception may reach the caller, which is not C++.
    try {
        const ImageView image(pixels, width, height, ImageFormat::Lum, stride);
        Results results = read(image, BarcodeFormat::QRCode, static_cast<uint8_t>(max));
        // One at most, and apart from the QR codes: version 1.4 compares each bar code it finds with those found before,
        // and ends the process when one of them is linear.
        for (auto &result : read(image, BarcodeFormat::Code128, 1))
            results.push_back(std::move(result));
        size_t count = 0;
        for (const auto &result : results) {
            const std::string text = result.text();
            if (count == max || !result.isValid() || text.empty() || text.size() > sizeof found->text)
                continue;
            std::memcpy(found[count].text, text.data(), text.size());
            found[count].length = text.size();
            found[count].is_qr = result.format() == BarcodeFormat::QRCode;
            count += 1;
        }
        return count;
    } catch (...) {
        return 0;
    }
}
