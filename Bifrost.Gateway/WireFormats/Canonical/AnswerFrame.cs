namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a writer of answers needs beside the answer.</summary>
/// <param name="Id">Stands in where the provider named no id.</param>
/// <param name="Model">As the caller asked for it; stands in where the provider names none.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="IncludeUsage">The caller asked for usage at a stream's end, where the dialect gives it only then.</param>
internal sealed record AnswerFrame(string Id, string Model, long Created, bool IncludeUsage = true);
