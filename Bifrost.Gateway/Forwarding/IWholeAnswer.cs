using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's answer in one piece that is not OpenAI's, or whose caller reads another dialect.</summary>
internal interface IWholeAnswer
{
    /// <summary>Reads what it costs; null when it is fit for the caller, else what is wrong with it.</summary>
    string? Read(ReadOnlySpan<byte> body);

    /// <summary>As the caller gets it, with its type; null where the provider's own bytes are.</summary>
    (ReadOnlyMemory<byte> Body, string Type)? ToCaller(AnswerFrame frame);
}
