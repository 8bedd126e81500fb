// What sounds now, looked at every two seconds while the page is seen. A field or button with the focus stays.
const place = document.getElementById("strip");
const EVERY = 2000;

const look = async () => {
  if (document.hidden || place.contains(document.activeElement)) return;
  try {
    const answer = await fetch("/strip", { headers: { accept: "text/html" } });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    place.classList.toggle("lost", !answer.ok);
  } catch {
    place.classList.add("lost"); // the station goes on by its timetable; the strip says that it is not heard from
  }
};

if (place && document.querySelector(".nav")) setInterval(look, EVERY);
