"""Reads every record of every topic as an outsider would, and prints one line of JSON for each.

Arguments: the brokers, separated by commas, and the base of the registry's Confluent API.

A record is parsed by the Kafka binding of the CloudEvents SDK; its data is decoded by fastavro with the schema that
wrote it, found in the registry by the id in the record.
"""

import datetime
import decimal
import io
import json
import struct
import sys

import fastavro
import httpx
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from kafka import KafkaConsumer, TopicPartition


class Registry:
    """Schemas by id, each asked for once."""

    def __init__(self, url):
        self._client = httpx.Client(base_url=url, timeout=30)
        self._known = {}

    def schema(self, schema_id):
        """The schema, parsed, and the subjects under which it is registered."""
        if schema_id not in self._known:
            text = self._get(f"/schemas/ids/{schema_id}")["schema"]
            versions = self._get(f"/schemas/ids/{schema_id}/versions")
            subjects = sorted({version["subject"] for version in versions})
            self._known[schema_id] = (fastavro.parse_schema(json.loads(text)), subjects)
        return self._known[schema_id]

    def _get(self, path):
        return self._client.get(path).raise_for_status().json()


class AvroData(JSONFormat):
    """Data of events in the Confluent wire format."""

    def __init__(self, registry):
        super().__init__()
        self._registry = registry
        self.written_with = None

    def read_data(self, body, datacontenttype):
        self.written_with = None
        if body is None:
            return None
        if datacontenttype != "application/avro":
            raise ValueError(f"the content type is {datacontenttype}")
        magic, schema_id = struct.unpack(">bI", body[:5])
        if magic != 0:
            raise ValueError(f"the magic byte is {magic}")
        schema, subjects = self._registry.schema(schema_id)
        stream = io.BytesIO(body[5:])
        value = fastavro.schemaless_reader(stream, schema, None)
        left = len(stream.read())
        if left > 0:
            raise ValueError(f"{left} bytes are left over")
        self.written_with = {"id": schema_id, "name": schema["name"], "subjects": subjects}
        return value


def plain(value):
    """A value of fastavro as JSON: amounts without trailing zeros, instants to the millisecond."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    raise TypeError(f"no JSON for {type(value)}")


def described(record, avro):
    """A record with what the SDK made of its headers; `error` when it could make nothing."""
    seen = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key.decode("utf-8"),
    }
    try:
        headers = dict(record.headers)
        if len(headers) != len(record.headers):
            raise ValueError("a header stands twice")
        event = from_binary(KafkaMessage(headers=headers, key=record.key, value=record.value), avro)
        traceparent = headers.get("traceparent")
        return seen | {
            "attributes": event.get_attributes(),
            "traceparent": traceparent and traceparent.decode("ascii"),
            "schema": avro.written_with,
            "value": event.get_data(),
        }
    except Exception as error:  # whatever it is, the reader of the line is told
        return seen | {"error": repr(error)}


def main(brokers, registry_url):
    avro = AvroData(Registry(registry_url))
    consumer = KafkaConsumer(bootstrap_servers=brokers.split(","), group_id=None, enable_auto_commit=False)
    topics = sorted(topic for topic in consumer.topics() if not topic.startswith("_"))
    for topic in topics:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for records in consumer.poll(timeout_ms=1000).values():
                for record in records:
                    if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                        print(json.dumps(described(record, avro), default=plain))
    consumer.close()
    print(json.dumps({"topics": topics}))


if __name__ == "__main__":
    main(*sys.argv[1:])
