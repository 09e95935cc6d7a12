// Typing in from paper: the number that waits is replaced by the first key.
document.querySelector(".keying #number[autofocus]")?.select();
