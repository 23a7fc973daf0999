namespace Bifrost.Web.Console.Compatibility;

/// <summary>What one feature becomes between a caller and a provider.</summary>
/// <param name="Verdict"><c>yes</c>, <c>lossy</c>, <c>no</c>, or <c>–</c> where one of the two dialects has no such thing.</param>
/// <param name="Notes">What is lost, and why.</param>
internal sealed record ConformanceVerdict(string Feature, string Caller, string Provider, string Verdict, IReadOnlyList<string> Notes)
{
    /// <summary>The class of its mark.</summary>
    public string Mark => Verdict switch { "yes" => "ok", "lossy" => "warning", "no" => "failed", _ => "idle" };
}
