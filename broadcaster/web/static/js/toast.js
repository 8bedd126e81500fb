// What was done is told for ten seconds; longer while somebody points at it or has its button in focus.
const LONG = 10000; // milliseconds

for (const toast of document.querySelectorAll(".toast")) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 1000);
    else toast.remove();
  };
  setTimeout(leave, LONG);
}
