#include "CBarcode.h"

// The library prints a note while compiling unless told which string type is wanted.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <cstring>
#include <string>

size_t greffe_barcodes_read(const uint8_t *pixels, int width, int height, int stride, greffe_barcode *found, size_t max)
{
    using namespace ZXing;
    // No exception may reach the caller, which is not C++.
    try {
        DecodeHints hints;
        hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::Code128);
        hints.setTryHarder(true);
        hints.setTryRotate(true);
        hints.setTryDownscale(true);
        hints.setMaxNumberOfSymbols(static_cast<uint8_t>(max));
        size_t count = 0;
        for (const auto &result : ReadBarcodes(ImageView(pixels, width, height, ImageFormat::Lum, stride), hints)) {
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
