namespace Bifrost.Gateway.Providers;

/// <summary>What a provider counts at most for what is not text: a bound for reservations, never a price.</summary>
/// <param name="ImageTokens">Input tokens of one image of any size and detail.</param>
/// <param name="AudioBytesPerToken">
/// Embedded audio has at least so many bytes of base64 for each input token; null where its length does not follow from its
/// bytes, so that the call counts as unpriced.
/// </param>
internal readonly record struct MediaBound(long ImageTokens, int? AudioBytesPerToken);
