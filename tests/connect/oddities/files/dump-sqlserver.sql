DELETE FROM [dbo].[Item]
GO
INSERT [dbo].[Item] ([Id], [Name], [Price], [At]) VALUES
    (1, N'Rider''s bell', CAST(4.50 AS Decimal(18, 2)), CAST(N'2018-08-11T15:02:17.0131910+07:00' AS DateTimeOffset)),
    (2, N'Horn', 12.5, NULL);
INSERT [dbo].[Item] ([Id], [Name], [Price], [At]) VALUES (3, NULL, 7, CAST(N'2018-08-12T15:02:17+07:00' AS DateTimeOffset))
GO
