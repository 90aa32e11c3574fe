// Search in a page that is opened from a disk: browsers start no worker from a file, but from text that is at hand.
// The offline plugin fetches a script for this from the network, unless one with "iframe-worker" in its name is there.
if (location.protocol === "file:") {
  const BrowserWorker = window.Worker
  window.Worker = class extends BrowserWorker {
    constructor(address, options) {
      const text = /\/workers\/search\./.test(address) ? window.searchWorker : null
      super(text ? URL.createObjectURL(new Blob([text], { type: "text/javascript" })) : address, options)
    }
  }
}
