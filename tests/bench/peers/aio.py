"""aiohttp: aio.py LIST IN_FLIGHT [CA_FILE]. One JSON line for every URL."""

import asyncio
import json
import ssl
import sys

import aiohttp


async def fetch(session, url):
    try:
        async with session.get(url) as answer:
            body = await answer.read()
            print(json.dumps({"url": url, "status": answer.status, "bytes": len(body)}))
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        print(json.dumps({"url": url, "error": str(error)}))


async def worker(session, urls):
    for url in urls:
        await fetch(session, url)


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        urls = iter(file.read().split())
    count = int(sys.argv[2])
    context = ssl.create_default_context(cafile=sys.argv[3]) if len(sys.argv) > 3 else None
    connector = aiohttp.TCPConnector(limit=count, ssl=context)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        await asyncio.gather(*(worker(session, urls) for _ in range(count)))


asyncio.run(main())
