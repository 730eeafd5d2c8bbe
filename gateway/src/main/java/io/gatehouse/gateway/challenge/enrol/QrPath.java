package io.gatehouse.gateway.challenge.enrol;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code as the path of an SVG, so that it stands in the page itself: its secret is in no address.
 *
 * @param size its side, in modules, with the quiet border
 * @param path of its dark modules
 */
record QrPath(int size, String path) {
    private static final int BORDER = 4;

    static QrPath of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + BORDER)
                            .append(' ')
                            .append(y + BORDER)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrPath(code.size + 2 * BORDER, path.toString());
    }
}
