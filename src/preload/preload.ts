import { contextBridge, ipcRenderer } from 'electron';

const CONTROL_PORT = 'control-port';

// A port cannot cross the bridge; it reaches the page as a message that only its own origin sees.
ipcRenderer.on(CONTROL_PORT, ({ ports }) => {
  window.postMessage(CONTROL_PORT, window.location.origin, ports);
});

contextBridge.exposeInMainWorld('requestControlPort', () => ipcRenderer.send(CONTROL_PORT));
