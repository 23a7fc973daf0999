namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>What a wire text is.</summary>
public enum GoldenKind
{
    /// <summary>A caller's body.</summary>
    Request,

    /// <summary>A provider's whole answer.</summary>
    Answer,

    /// <summary>A provider's stream: a payload a line.</summary>
    Stream,

    /// <summary>The body of a provider's error.</summary>
    Error,
}

/// <summary>A text as its vendor documents it; never written by this gateway.</summary>
/// <param name="Source">The page whose shapes it has.</param>
/// <param name="Status">Of an error.</param>
internal sealed record GoldenText(Feature Feature, GoldenKind Kind, string Source, string Text, int Status = 200)
{
    public static GoldenText Request(Feature feature, string source, string text) => new(feature, GoldenKind.Request, source, text.Trim());

    public static GoldenText Answer(Feature feature, string source, string text) => new(feature, GoldenKind.Answer, source, text.Trim());

    public static GoldenText Stream(Feature feature, string source, string text) => new(feature, GoldenKind.Stream, source, text.Trim());

    public static GoldenText Error(int status, string source, string text) => new(Feature.Errors, GoldenKind.Error, source, text.Trim(), status);
}
