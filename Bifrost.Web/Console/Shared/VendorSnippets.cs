using static Bifrost.Web.Console.Shared.Snippets;

namespace Bifrost.Web.Console.Shared;

/// <summary>The SDKs of vendors with a dialect of their own. Each takes the base URL of its mount and the key in its own way.</summary>
internal static class VendorSnippets
{
    // The SDK signs with AWS's keys unless this variable is set; the region is asked for and never used.
    public static string Bedrock(string url, string key, string model) => $$"""
        # pip install boto3
        # The SDK for JavaScript speaks HTTP/2: give it a NodeHttpHandler where this host is http.
        import os
        import boto3

        os.environ["AWS_BEARER_TOKEN_BEDROCK"] = {{key}}
        client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url={{Quote(url)}})
        answer = client.converse_stream(
            modelId={{Quote(model)}},
            messages=[{"role": "user", "content": [{"text": "Say hello in five words."}]}],
        )
        for event in answer["stream"]:
            if "contentBlockDelta" in event:
                print(event["contentBlockDelta"]["delta"].get("text", ""), end="", flush=True)
        """;

    public static string Cohere(string url, string key, bool fromEnvironment, string model) => $$"""
        # pip install cohere
        {{(fromEnvironment ? "import os\n" : "")}}import cohere

        client = cohere.ClientV2(api_key={{key}}, base_url={{Quote(url)}})
        for event in client.chat_stream(
            model={{Quote(model)}},
            messages=[{"role": "user", "content": "Say hello in five words."}],
        ):
            if event.type == "content-delta":
                print(event.delta.message.content.text, end="", flush=True)
        """;

    public static string Ollama(string url, string key, bool fromEnvironment, string model) => $$"""
        # pip install ollama
        # The command "ollama" sends no key to a host of one's own: use the SDK.
        {{(fromEnvironment ? "import os\n" : "")}}from ollama import Client

        client = Client(host={{Quote(url)}}, headers={"Authorization": "Bearer " + {{key}}})
        for part in client.chat(
            model={{Quote(model)}},
            messages=[{"role": "user", "content": "Say hello in five words."}],
            stream=True,
        ):
            print(part.message.content or "", end="", flush=True)
        """;
}
