// Unpacks what the page holds as text: base64 of zlib's format; columns of numbers are shuffled by bytes.
"use strict";

const Unpack = {
  text(id) {
    return document.getElementById(id).textContent.trim();
  },

  fromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text), bytes = new Uint8Array(binary.length);
    for (let place = 0; place < bytes.length; place++) bytes[place] = binary.charCodeAt(place);
    return bytes;
  },

  async bytes(text) {
    const inflated = new Blob([this.fromBase64(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(inflated).arrayBuffer());
  },

  async document(id) {
    return JSON.parse(new TextDecoder().decode(await this.bytes(this.text(id))));
  },

  // All first bytes of the values come first, then all second ones, and so on.
  async columns(text) {
    const shuffled = await this.bytes(text), count = shuffled.length / 4, bytes = new Uint8Array(shuffled.length);
    for (let byte = 0; byte < 4; byte++) {
      for (let place = 0; place < count; place++) bytes[4 * place + byte] = shuffled[byte * count + place];
    }
    return new Float32Array(bytes.buffer);
  },

  // The charting library is large and not needed for the first page, so it is unpacked when that is shown.
  library() {
    this.loading ||= this.bytes(this.text("library")).then(bytes => {
      const script = document.createElement("script");
      script.textContent = new TextDecoder().decode(bytes);
      document.head.append(script);
      return window.Plotly;
    });
    return this.loading;
  },
};
