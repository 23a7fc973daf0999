namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Where a piece of the answer's text comes from.</summary>
/// <param name="Text">The words that are cited; null where the vendor does not repeat them.</param>
/// <param name="Title">Of the source.</param>
/// <param name="Url">Of a source on the web.</param>
/// <param name="Source">Which of the request's documents, from 0; null for the web.</param>
/// <param name="Start">Where the cited words begin: in the answer's text for OpenAI and Cohere, in the document for Anthropic; characters from 0.</param>
/// <param name="End">Behind the last of them.</param>
/// <param name="PageStart">First page, from 1, where the document has pages.</param>
/// <param name="PageEnd">The page behind the last.</param>
internal sealed record Citation(
    string? Text = null, string? Title = null, string? Url = null, int? Source = null,
    long? Start = null, long? End = null, long? PageStart = null, long? PageEnd = null);
