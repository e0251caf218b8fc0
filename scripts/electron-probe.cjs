/** Run by Electron: ends well as soon as windows could be opened. The argument is a folder to use. */
const { app } = require('electron');

app.setPath('userData', process.argv.at(-1));
app.disableHardwareAcceleration();
void app.whenReady().then(() => app.exit(0));
