using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// What a chat in any dialect comes to for routing and limits, measured on what its format has read: the same facts that
/// <see cref="RequestScanner"/> reads of OpenAI's bodies. Text counts a token a byte at most, as it does there.
/// </summary>
internal sealed class RequestMeasure
{
    private const int MaxChoices = 128;

    /// <summary>What names and brackets of a usual body take, and of each object in it.</summary>
    private const long FramingBytes = 1_024;
    private const long FramingBytesOfObject = 64;

    private readonly RequestScan _scan;
    private long _embedded;

    private RequestMeasure(RequestScan scan) => _scan = scan;

    /// <summary>The facts; or why the request is refused.</summary>
    /// <param name="request">What was read.</param>
    /// <param name="bytes">Of the body that it was read from.</param>
    public static (RequestScan? Scan, ScanError Error) Of(ChatRequest request, int bytes = 0)
    {
        if (ModelName.Complaint(request.Model) is { } complaint)
        {
            return (null, new ScanError("model", complaint));
        }

        if (request.Sampling.Choices is < 1 or > MaxChoices)
        {
            return (null, new ScanError("n", $"The number of answers must be 1 to {MaxChoices}."));
        }

        if (!IsKept(request.EndUser, RequestScanner.MaxUserLength) || !IsKept(request.ServiceTier, RequestScanner.MaxTierLength))
        {
            return (null, new ScanError(null, $"The end user must be text of at most {RequestScanner.MaxUserLength} characters, the service tier one of at most {RequestScanner.MaxTierLength}, both without U+0000."));
        }

        return OtherFields.OfFurtherModels(request.Others) is { } further ? (null, new ScanError(further, "Models to fall back to are not supported here: name one in 'model'."))
            : OtherFields.Misspelled(request.Others) is { } twin
            ? (null, new ScanError(twin, $"'{twin}' is no field of this dialect, and a provider could take it for another one that is."))
            : (Measured(request, bytes), default);
    }

    /// <summary>A raw call: of which model it is nobody knows, so it counts as of all that its provider has.</summary>
    public static RequestScan OfRaw(string provider, long bytes) => new() { Model = provider + "/*", RawBytes = bytes, IsOpenEnded = true };

    /// <summary>Records keep it, and not every database takes a U+0000.</summary>
    private static bool IsKept(string? text, int longest) => text is null || (text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal));

    private static RequestScan Measured(ChatRequest request, int bytes)
    {
        var scan = new RequestScan
        {
            Model = request.Model,
            Stream = request.Stream,
            IncludeUsage = request.IncludeUsage,
            Choices = (int)(request.Sampling.Choices ?? 1),
            Temperature = request.Sampling.Temperature,
            User = request.EndUser,
            ServiceTier = request.ServiceTier,
            AsksForReasoning = request.Reasoning is { IsOff: false },
            AsksForImages = OtherFields.AsksForImages(request.Others),
            ThinkingTokens = Math.Clamp(request.Reasoning?.BudgetTokens ?? 0, 0, int.MaxValue),
            IsOpenEnded = request.IsOpenEnded || OtherFields.MayCostMore(request.Others),
            HasHostedTools = request.HasHostedTools,
            HasTools = request.Tools.Count > 0,
            HasSchema = request.Output is not null,
        };
        if (request.MaxOutputTokens is { } cap)
        {
            // A budget for thoughts above the cap is one beside it: Claude, thinking between calls of tools, takes both.
            var thoughts = cap > 0 && request.Reasoning?.BudgetTokens is { } budget && budget >= cap ? budget : 0;
            scan.MaxTokens = (int)Math.Min(Math.Clamp(cap, 0, int.MaxValue) + Math.Min(thoughts, int.MaxValue), int.MaxValue);
            scan.NamedCaps = OutputCaps.MaxTokens;
        }

        var measure = new RequestMeasure(scan);
        measure.Add(request);
        measure.AddUnread(bytes);
        return scan;
    }

    private void Add(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            _scan.Items++;
            AddText(message.Name);
            message.Parts.ForEach(Add);
        }

        foreach (var tool in request.Tools)
        {
            _scan.InnerObjects++;
            AddRaw(tool.Name, tool.Description);
            AddRaw(tool.Parameters);
            AddRaw(tool.Native);
        }

        AddRaw(request.Output?.Name, request.Output?.Description);
        AddRaw(request.Output?.Schema);
        foreach (var (name, value) in request.Others)
        {
            // Nobody here knows what becomes of it.
            AddRaw(name, null);
            AddRaw(value);
        }
    }

    /// <summary>
    /// What stands in the body and is in nothing that was counted may be read by a provider that knows more fields than we do, or
    /// takes their names less strictly: it may become text.
    /// </summary>
    private void AddUnread(int bytes)
    {
        var objects = (long)_scan.Items + _scan.InnerObjects;
        var unread = bytes - _scan.TextBytes - _scan.RawBytes - _embedded - FramingBytes - (objects * FramingBytesOfObject);
        _scan.RawBytes += Math.Max(0, unread);
    }

    private void Add(ContentPart part)
    {
        _scan.InnerObjects++;
        switch (part)
        {
            case TextPart text:
                AddText(text.Text);
                break;
            case RefusalPart refusal:
                AddText(refusal.Text);
                break;
            case ThinkingPart thinking:
                // What was thought may be longer than what is shown of it; its cipher is not.
                AddText(thinking.Text);
                AddRaw(thinking.Signature, null);
                break;
            case RedactedThinkingPart redacted:
                AddRaw(redacted.Data, null);
                break;
            case ToolCallPart call:
                AddRaw(call.Name, call.Arguments);
                AddRaw(call.Id, call.Signature);
                break;
            case ToolResultPart result:
                AddRaw(result.CallId, result.Name);
                result.Content.ForEach(Add);
                break;
            default:
                AddMedia(part);
                break;
        }
    }

    private void AddMedia(ContentPart part)
    {
        _scan.MediaParts++;
        switch (part)
        {
            case ImagePart image:
                _scan.Images++;
                _embedded += image.Source.Data?.Length ?? 0;
                // A document or a film where an image belongs: some providers take it, page by page and frame by frame.
                _scan.IsOpenEnded |= image.Source.FileId is not null || !MediaTypes.IsImage(image.Source);
                break;
            case AudioPart { Source.Data: { } clip }:
                _scan.AudioClips++;
                _scan.AudioBytes += clip.Length;
                _embedded += clip.Length;
                break;
            case FilePart { Source.Text: { } text } file:
                _scan.MediaParts--;
                AddText(text);
                AddRaw(file.Name, file.Context);
                break;
            default:
                _scan.IsOpenEnded = true;
                break;
        }
    }

    private void AddText(string? text) => _scan.TextBytes += text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private void AddRaw(string? first, string? second) =>
        _scan.RawBytes += (first is null ? 0 : Encoding.UTF8.GetByteCount(first)) + (second is null ? 0 : Encoding.UTF8.GetByteCount(second));

    private void AddRaw(JsonElement? json) => _scan.RawBytes += json is { } value ? Encoding.UTF8.GetByteCount(value.GetRawText()) : 0;
}
