"""One connection to a broker by MQTT 5, over TLS. The only user of paho-mqtt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from broadcaster.alerts.gate.fetcher import trusted_context

PORT = 8883
KEEP_ALIVE = 60  # seconds
SLOWEST = 60  # seconds between two tries, at most
WAITING = 100  # messages that wait for the broker's receipt, at most

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerLogin:
    """Where the broker is, and as whom."""

    address: str  # mqtts://host[:port]
    user: str
    password: str = field(repr=False)
    name: str  # of the connection: another one of the name ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttHears:
    """What a connection tells, each on its own thread.

    Attributes:
        up: it stands, and the topics are asked for.
        down: it does not, or not any more; a reason code of MQTT, or 0 where none was said.
        message: a topic, what came, and whether it was kept by the broker from before.
    """

    up: Callable[[], None]
    down: Callable[[int], None]
    message: Callable[[str, bytes, bool], None]


class MqttLine:
    """A connection that comes back by itself. Thread-safe.

    Nothing waits for the other side: a message that is not taken because there is no connection is for the
    caller to send again, and what a broker keeps of us between two connections is nothing.

    Args:
        login: see `BrokerLogin`.
        topics: what is listened to.
        hears: see `MqttHears`.
        will: a topic, and what is kept there by the broker when this side is gone.
    """

    def __init__(
        self,
        login: BrokerLogin,
        topics: Sequence[str],
        hears: MqttHears,
        will: tuple[str, bytes] | None = None,
    ) -> None:
        self._topics = tuple(topics)
        self._hears = hears
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=login.name, protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.username_pw_set(login.user, login.password)
        self._client.tls_set_context(trusted_context())
        self._client.max_queued_messages_set(WAITING)
        self._client.reconnect_delay_set(1, SLOWEST)
        if will is not None:
            self._client.will_set(will[0], will[1], qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        at = urlsplit(login.address)
        self._client.connect_async(at.hostname or "", at.port or PORT, KEEP_ALIVE, clean_start=True)

    def start(self) -> None:
        """Begin to connect, again and again."""
        self._client.loop_start()

    def send(self, topic: str, data: bytes, *, keep: bool = False) -> bool:
        """Send a message that the broker confirms; false if there is no connection.

        Args:
            topic: its topic.
            data: what it holds.
            keep: the broker keeps it for who comes later.
        """
        return self._client.is_connected() and not self._client.publish(topic, data, qos=1, retain=keep).rc

    def send_whole(self, topic: str, data: bytes, seconds: float) -> bool:
        """Send a message, and wait for the broker's receipt; false if it did not come."""
        if not self._client.is_connected():
            return False
        sent = self._client.publish(topic, data, qos=1)
        sent.wait_for_publish(seconds)
        return sent.is_published()

    def close(self) -> None:
        """End; the will is not made known."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: Client, about: object, flags: ConnectFlags, code: ReasonCode, said: Properties | None
    ) -> None:
        if code.is_failure:
            self._hears.down(code.value)
            return
        if self._topics:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._topics])
        self._hears.up()

    def _on_connect_fail(self, client: Client, about: object) -> None:
        self._hears.down(0)

    def _on_disconnect(
        self, client: Client, about: object, flags: DisconnectFlags, code: ReasonCode, said: Properties | None
    ) -> None:
        self._hears.down(code.value)

    def _on_message(self, client: Client, about: object, message: MQTTMessage) -> None:
        try:
            self._hears.message(message.topic, bytes(message.payload), message.retain)
        except Exception:  # it would end the library's thread, and with it the connection for good
            log.exception("%s", message.topic)
