//! Long states are packed by the browser: deflate-raw, in letters that an address
//! may have (base64url).

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = "(async (text) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const text64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return text64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
})")]
    pub(super) fn pack(text: &str) -> Promise;

    /// Unpacks a text. Fails where it was not packed this way, and where it is
    /// longer than `most`: a few letters may stand for gigabytes.
    #[wasm_bindgen(js_name = "(async (packed, most) => {
    const text64 = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text64, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part; !(part = await reader.read()).done; text += part.value) {
        if (text.length > most) throw await reader.cancel();
    }
    return text;
})")]
    pub(super) fn unpack(packed: &str, most: usize) -> Promise;
}
