namespace Bifrost.Web.Console.Requests;

/// <summary>One message of a chat.</summary>
internal sealed record ConversationMessage(string Role, string Text);
