using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Reads a request for Anthropic's Messages. Sources: platform.claude.com/docs/en/api/messages/create,
/// …/build-with-claude/structured-outputs, …/effort, …/adaptive-thinking, …/prompt-caching.
/// </summary>
internal sealed class AnthropicMessagesRequestReader(BodyFields fields, ChatRequest request)
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "model", "messages", "system", "max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "service_tier",
        "tools", "tool_choice", "thinking", "output_config", "output_format", "cache_control",
    ]);

    private static readonly FrozenSet<string> KnownThinking = FrozenSet.ToFrozenSet(["type", "budget_tokens", "display"]);

    private static readonly FrozenSet<string> KnownMetadata = FrozenSet.ToFrozenSet(["user_id"]);

    private static readonly FrozenSet<string> KnownOutput = FrozenSet.ToFrozenSet(["effort", "format"]);

    /// <returns>The first thing that is wrong; null for nothing.</returns>
    public ScanError? Read(JsonElement body)
    {
        fields.Unknown(body, Known, "", request.Others);
        request.Model = fields.Needed(body, "model");
        request.Stream = fields.Flag(body, "stream") ?? false;
        request.MaxOutputTokens = fields.Whole(body, "max_tokens", least: 0);
        request.Sampling.Temperature = fields.Number(body, "temperature");
        request.Sampling.TopP = fields.Number(body, "top_p");
        request.Sampling.TopK = fields.Whole(body, "top_k");
        request.ServiceTier = AnthropicMessagesNames.TierIn(fields.Text(body, "service_tier"));
        ReadStop(body);
        ReadMetadata(body);
        var tools = new AnthropicMessagesToolReader(fields, request);
        tools.Read(body);
        ReadThinking(body);
        ReadOutput(body);
        ReadMessages(body, tools);
        tools.EndChanges();
        ReadThread(body);
        // Both bring in what the vendor alone knows: files of a container, the tools of a server.
        foreach (var own in (ReadOnlySpan<string>)["container", "mcp_servers"])
        {
            if (JsonValue.Field(body, own) is not null)
            {
                request.IsOpenEnded = true;
                request.Untranslatable ??= new ScanError(own, "What this names is known to its own vendor alone: leave it out, or use a provider of this dialect.");
            }
        }

        return fields.Error;
    }

    /// <summary>A thread that goes on brings its new messages alone; the vendor keeps the others. One that begins brings all.</summary>
    private void ReadThread(JsonElement body)
    {
        if (JsonValue.Field(body, "thread") is { } thread && JsonValue.Text(thread, "type") != "create")
        {
            request.IsOpenEnded = true;
            request.Untranslatable ??= new ScanError("thread", "What this thread holds is known to its own vendor alone: send the whole conversation.");
        }
    }

    private void ReadStop(JsonElement body)
    {
        var index = 0;
        foreach (var item in fields.Items(body, "stop_sequences"))
        {
            if (JsonValue.Text(item) is { } text)
            {
                request.Stop.Add(text);
            }
            else
            {
                fields.Wrong(BodyFields.At("stop_sequences", index), "a string of text");
            }

            index++;
        }
    }

    private void ReadMetadata(JsonElement body)
    {
        if (fields.Object(body, "metadata") is { } metadata)
        {
            request.EndUser = fields.Text(metadata, "user_id", "metadata");
            fields.Unknown(metadata, KnownMetadata, "metadata", request.Others);
        }
    }

    private void ReadThinking(JsonElement body)
    {
        if (fields.Object(body, "thinking") is not { } thinking)
        {
            return;
        }

        var reasoning = request.Reasoning = new ReasoningRequest();
        switch (fields.Needed(thinking, "type", "thinking"))
        {
            case "disabled":
                reasoning.Enabled = false;
                break;
            case "enabled":
                reasoning.BudgetTokens = fields.Whole(thinking, "budget_tokens", "thinking");
                reasoning.Enabled = reasoning.BudgetTokens is null ? true : null;
                break;
            case "adaptive" or "between_tools":
                reasoning.Enabled = true;
                break;
            default:
                fields.Wrong("thinking.type", "enabled, adaptive, between_tools or disabled");
                break;
        }

        fields.Unknown(thinking, KnownThinking, "thinking", request.Others);
        reasoning.ShowsThoughts = fields.Text(thinking, "display", "thinking") switch
        {
            "summarized" or "updates" => true,
            "omitted" => false,
            _ => null,
        };
    }

    private void ReadOutput(JsonElement body)
    {
        if (fields.Object(body, "output_config") is { } output)
        {
            if (fields.Text(output, "effort", "output_config") is { } effort)
            {
                // Without thinking an effort still says how much the answer may cost.
                request.Reasoning ??= new ReasoningRequest();
                if (request.Reasoning.Enabled == false)
                {
                    // Elsewhere an effort is one of thinking.
                    request.Others.Add(new("output_config.effort", JsonValue.Field(output, "effort")!.Value));
                }
                else
                {
                    request.Reasoning.Effort = effort;
                }
            }

            ReadFormat(output, "output_config", "format");
            fields.Unknown(output, KnownOutput, "output_config", request.Others);
        }

        // Its name while it was a beta.
        ReadFormat(body, "", "output_format");
    }

    private void ReadFormat(JsonElement parent, string at, string name)
    {
        if (fields.Object(parent, name, at) is not { } format)
        {
            return;
        }

        var path = BodyFields.At(at, name);
        if (fields.Needed(format, "type", path) != "json_schema")
        {
            fields.Wrong($"{path}.type", "json_schema");
        }

        request.Output = new OutputFormat { Schema = fields.Object(format, "schema", path), Strict = true };
    }

    private void ReadMessages(JsonElement body, AnthropicMessagesToolReader tools)
    {
        var content = new AnthropicMessagesContentReader(fields, request) { Tools = tools };
        request.Cache = content.Marker(body, "");
        if (JsonValue.Field(body, "system") is { } system)
        {
            var message = new ChatMessage(ChatRole.System);
            content.ReadContent(system, "system", message.Parts);
            request.Messages.Add(message);
        }

        if (fields.Array(body, "messages") is not { } messages)
        {
            fields.Wrong("messages", "given as an array");
            return;
        }

        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            content.ReadMessage(message, BodyFields.At("messages", index++));
        }
    }
}
