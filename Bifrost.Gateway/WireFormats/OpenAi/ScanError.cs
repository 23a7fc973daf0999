namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Why a request body is refused with 400 <c>invalid_request</c>.</summary>
/// <param name="Param">The field at fault (<c>error.param</c>), or null when the body as a whole is wrong.</param>
/// <param name="Message">A sentence for the caller. It never quotes the body's content.</param>
internal readonly record struct ScanError(string? Param, string Message);
