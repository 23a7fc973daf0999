namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>A stretch of the request body, in bytes: a whole JSON token or value, quotes and brackets included.</summary>
internal readonly record struct JsonRange(int Start, int Length)
{
    public bool IsPresent => Length > 0;
}
