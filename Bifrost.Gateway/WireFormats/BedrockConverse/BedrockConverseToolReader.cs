using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads tools and how they are to be used. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html,
/// …_Tool, …_ToolSpecification, …_SystemTool, …_ToolChoice.
/// </summary>
internal sealed class BedrockConverseToolReader(BodyFields fields, ChatRequest request)
{
    private const string Path = "toolConfig";

    public void Read(JsonElement body)
    {
        if (fields.Object(body, "toolConfig") is not { } config)
        {
            return;
        }

        var index = 0;
        foreach (var tool in fields.Items(config, "tools", Path))
        {
            ReadTool(tool, BodyFields.At($"{Path}.tools", index++));
        }

        if (fields.Object(config, "toolChoice", Path) is { } choice)
        {
            request.ToolChoice = Choice(choice);
            if (request.ToolChoice is null)
            {
                fields.Wrong($"{Path}.toolChoice", "auto, any or tool");
            }
        }
    }

    private ToolChoice? Choice(JsonElement choice) =>
        JsonValue.Field(choice, "auto") is not null ? new ToolChoice(ToolChoiceKind.Auto)
        : JsonValue.Field(choice, "any") is not null ? new ToolChoice(ToolChoiceKind.Required)
        : fields.Object(choice, "tool", $"{Path}.toolChoice") is { } tool
            ? new ToolChoice(ToolChoiceKind.Named, fields.Needed(tool, "name", $"{Path}.toolChoice.tool"))
            : null;

    private void ReadTool(JsonElement tool, string path)
    {
        if (!fields.IsObject(tool, path))
        {
            return;
        }

        if (fields.Object(tool, "toolSpec", path) is { } spec)
        {
            var at = $"{path}.toolSpec";
            request.Tools.Add(new ToolDefinition(fields.Needed(spec, "name", at))
            {
                Description = fields.Text(spec, "description", at),
                Parameters = fields.Object(spec, "inputSchema", at) is { } schema ? fields.Object(schema, "json", $"{at}.inputSchema") : null,
                Strict = fields.Flag(spec, "strict", at),
                Path = path,
            });
        }
        else if (fields.Object(tool, "cachePoint", path) is { } point)
        {
            if (request.Tools.Count > 0)
            {
                request.Tools[^1].Cache = new CacheMarker(fields.Text(point, "ttl", $"{path}.cachePoint"));
            }
        }
        else
        {
            // A tool that the vendor runs itself, or a kind that nobody knows yet.
            var name = JsonValue.Text(JsonValue.Field(tool, "systemTool") ?? default, "name");
            request.Tools.Add(new ToolDefinition(name ?? "tool") { Native = tool, IsAid = name is "nova_grounding" or "nova_code_interpreter", Path = path });
            request.HasHostedTools = true;
        }
    }
}
