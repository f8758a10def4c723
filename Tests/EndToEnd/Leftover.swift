import Synchronization

/// The folder to clear when this process ends by itself; `atexit` takes no argument.
let leftover = Mutex<String?>(nil)
